namespace Thresher.Storage.Sqlite;

/// <summary>What an owner holds.</summary>
internal sealed partial class SqliteFrontier
{
    public Task<IReadOnlyList<string>> OwnedDomainsAsync(string owner, CancellationToken cancellationToken) =>
        writer.RunAsync<IReadOnlyList<string>>(
            session =>
            {
                var keys = new List<string>();
                var owned = session["SELECT key FROM domains WHERE owner = ? AND pending > 0"].Bind(owner);
                while (owned.Read())
                {
                    keys.Add(owned.Text(0));
                }

                return keys;
            },
            cancellationToken);

    public Task DisownAsync(string owner, string domain, CancellationToken cancellationToken) =>
        writer.RunAsync(
            session =>
            {
                var now = time.UnixMs();
                var id = session["SELECT id FROM domains WHERE key = ? AND owner = ?"].Bind(domain).Bind(owner).Scalar();
                if (id != 0)
                {
                    Recover(session, id, countCrash: false, now);
                    session[EndOwner].Bind(id).Bind(now).Run();
                }
            },
            cancellationToken);
}
