namespace Thresher.Extraction.Elements;

/// <summary>
/// What the reading of one page may cost. Work is counted, not timed, so that a page is read alike on any machine, however busy:
/// a step is an element that is looked at, or some text that is passed; values of JSON take several.
/// </summary>
internal sealed class PageBudget(TimeProvider? time = null)
{
    /// <summary>
    /// How long regular expressions may search a page. Their steps cannot be counted; what they find on ordinary pages takes milliseconds.
    /// </summary>
    public static readonly TimeSpan MaxSearch = TimeSpan.FromSeconds(5);


    /// <summary>Steps that a page may take. A page of a million elements with ten rules takes some ten million.</summary>
    public const long MaxSteps = 50_000_000;

    /// <summary>UTF-16 units that may be copied out of a page, the same text as often as it is.</summary>
    public const long MaxCharacters = 64L * 1024 * 1024;

    /// <summary>Longest text of one value of a record, in UTF-16 units.</summary>
    public const int MaxText = 1 << 20;

    /// <summary>Values and names of JSON that may be held: each takes some hundred bytes.</summary>
    public const int MaxTokens = 1_000_000;

    /// <summary>Characters that are passed in the time of a step.</summary>
    public const int CharactersAStep = 32;

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private TimeSpan _searched;
    private long _steps;
    private long _characters;
    private int _tokens;

    /// <summary>Counts steps.</summary>
    /// <exception cref="PageLimitException">They are more than a page may take.</exception>
    public void Spend(long steps = 1)
    {
        if ((_steps += steps) > MaxSteps)
        {
            throw new PageLimitException($"reading the page takes more than {MaxSteps} steps: the rest was left out");
        }
    }

    /// <summary>Counts a value or name of JSON that is held.</summary>
    /// <exception cref="PageLimitException">They are more than a page may hold.</exception>
    public void HoldToken()
    {
        if (++_tokens > MaxTokens)
        {
            throw new PageLimitException($"the page's JSON has more than {MaxTokens} values and names");
        }
    }

    /// <summary>Forgets what was held.</summary>
    /// <param name="tokens">How much of it.</param>
    public void DropTokens(int tokens) => _tokens -= tokens;

    /// <summary>Counts text that is copied.</summary>
    /// <exception cref="PageLimitException">It is more than a page may give.</exception>
    public void Take(long characters)
    {
        Spend(characters / CharactersAStep);
        if ((_characters += characters) > MaxCharacters)
        {
            throw new PageLimitException($"what is read of the page is longer than {MaxCharacters} characters: the rest was left out");
        }
    }

    /// <summary>Searches, and counts the time it takes.</summary>
    /// <exception cref="PageLimitException">Searching has taken longer than it may.</exception>
    public T Search<T>(Func<T> search)
    {
        if (_searched > MaxSearch)
        {
            throw new PageLimitException($"regular expressions take longer than {MaxSearch.TotalSeconds} s on this page: the rest was left out");
        }

        var start = _time.GetTimestamp();
        var found = search();
        _searched += _time.GetElapsedTime(start);
        return found;
    }
}
