namespace Thresher.TestWeb.Generation;

/// <summary>What a roll of the <see cref="Dice"/> is for; keeps rolls for one page independent of each other.</summary>
internal static class Purpose
{
    public const int Shuffle = 1;
    public const int PageBytes = 2;
    public const int Filler = 3;
    public const int RedirectStatus = 4;
    public const int RedirectTarget = 5;
    public const int RedirectSpelling = 6;
    public const int Failures = 7;
    public const int ChainLength = 8;
    public const int Price = 9;
    public const int SessionId = 10;
    public const int DuplicateLink = 11;

    /// <summary>First of a range: one roll for each extra link of a page.</summary>
    public const int ExtraLink = 1_000;

    /// <summary>First of a range: one roll for the spelling of each link of a page.</summary>
    public const int Spelling = 1_000_000;
}
