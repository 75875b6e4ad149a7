namespace Thresher.Grains.Frontier;

/// <summary>
/// Which crawls have to log in at a domain before their next page. A page that is seen logged out wants one login, however many are seen so
/// under the same session; one that is seen so under a session that has shown no page yet says that logging in does not help. Single-threaded.
/// </summary>
internal sealed class DomainLogins
{
    private Dictionary<long, Session>? _sessions;

    /// <summary>Whether a crawl has to log in first.</summary>
    public bool Wants(long crawl) => _sessions is not null && _sessions.TryGetValue(crawl, out var session) && session.IsWanted;

    /// <summary>A page was seen logged out.</summary>
    /// <param name="crawl">Its crawl.</param>
    /// <param name="generation">Number of the session that the request was sent with; 0 for none.</param>
    /// <returns>False when logging in has just been tried and did not help.</returns>
    public bool SeenLoggedOut(long crawl, long generation)
    {
        _sessions ??= [];
        if (!_sessions.TryGetValue(crawl, out var session))
        {
            _sessions[crawl] = session = new Session { Generation = generation, HasShown = true };
        }

        if (generation < session.Generation)
        {
            return true;
        }

        var helped = generation > session.Generation || session.HasShown;
        (session.Generation, session.IsWanted) = (generation, true);
        return helped;
    }

    /// <summary>A page was seen logged in.</summary>
    public void SeenLoggedIn(long crawl)
    {
        if (_sessions is not null && _sessions.TryGetValue(crawl, out var session))
        {
            session.HasShown = true;
        }
    }

    /// <summary>A login succeeded.</summary>
    public void LoggedIn(long crawl, long generation) =>
        (_sessions ??= [])[crawl] = new Session { Generation = generation };

    private sealed class Session
    {
        public long Generation { get; set; }

        public bool HasShown { get; set; }

        public bool IsWanted { get; set; }
    }
}
