using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;
using Thresher.Web.Urls;

namespace Thresher.Tests.Unit.Storage.Rules;

public sealed partial class StateNamesTests
{
    [Theory]
    [InlineData(typeof(UrlStates), typeof(UrlState))]
    [InlineData(typeof(CrawlStates), typeof(CrawlState))]
    [InlineData(typeof(FetchOutcomes), typeof(FetchOutcome))]
    [InlineData(typeof(UrlKinds), typeof(UrlKind))]
    public void Names_InStatements_AreTheNumbersOfTheirStates(Type names, Type states)
    {
        foreach (var name in names.GetFields(BindingFlags.Public | BindingFlags.Static).Where(name => Enum.IsDefined(states, name.Name)))
        {
            Assert.Equal(Convert.ToInt32(Enum.Parse(states, name.Name), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture), name.GetValue(null));
        }
    }

    [Fact]
    public void FirstOfARange_PartsTheStatesAsTheirNamesSay()
    {
        Assert.Equal(
            [UrlState.Queued, UrlState.Leased, UrlState.Retrying],
            Enum.GetValues<UrlState>().Where(state => (int)state < int.Parse(UrlStates.FirstEnded, CultureInfo.InvariantCulture)));
        Assert.Equal(
            [UrlState.Failed, UrlState.Excluded, UrlState.Quarantined],
            Enum.GetValues<UrlState>().Where(state => (int)state >= int.Parse(UrlStates.FirstFailed, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Statements_OfBothEngines_WriteStatesByName()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src", "Storage"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var bare = from file in sources
                   from number in NumbersIn(File.ReadAllText(file))
                   select $"{Path.GetRelativePath(Repository.Root, file)}: {number}";

        Assert.Empty(bare);
    }

    [Theory]
    [InlineData("SELECT 1 FROM urls WHERE state = 2")]
    [InlineData("WHERE u.state + 0 = 1 AND epoch = $2")]
    [InlineData("AND state NOT IN (3, 4)")]
    [InlineData("WHERE kind = 1")]
    [InlineData("UPDATE urls SET outcome = 0, due_at = 0")]
    [InlineData("SET state = CASE WHEN NOT (parsing AND $2) THEN 0 WHEN strikes + 1 >= $3 THEN 7 ELSE 2 END")]
    [InlineData("SET outcome = CASE WHEN parsing THEN $5 ELSE 0 END")]
    [InlineData("refresh = CASE WHEN ?3 = 3 THEN 0 ELSE refresh END")]
    [InlineData("INSERT INTO crawls (name, state, job) VALUES ($1, 0, $2)")]
    [InlineData("INSERT INTO urls (hash, state, depth) SELECT hash, 0, depth FROM unnest($1)")]
    public void NumbersIn_StatementWithANumber_AreFound(string statement) => Assert.NotEmpty(NumbersIn(statement));

    [Theory]
    [InlineData("WHERE state = {UrlStates.Queued} LIMIT 1")]
    [InlineData("SET state = $2, outcome = $3, due_at = 0")]
    [InlineData("SET state = CASE WHEN x THEN {UrlStates.Queued} ELSE {UrlStates.Retrying} END, due_at = CASE WHEN x THEN $4 ELSE 0 END")]
    [InlineData("INSERT INTO urls (hash, state) VALUES (?, {UrlStates.Queued}, CAST(unixepoch('subsec') * 1000 AS INTEGER))")]
    [InlineData("INSERT INTO producers (crawl_id, name) VALUES ($1, 0)")]
    public void NumbersIn_StatementWithNames_AreNone(string statement) => Assert.Empty(NumbersIn(statement));

    /// <summary>Where a statement writes a state, an outcome or a kind as a number: compared, assigned or inserted.</summary>
    private static IEnumerable<string> NumbersIn(string text) =>
        from pattern in new[] { Compared(), Chosen(), Bound(), Inserted() }
        from Match number in pattern.Matches(text)
        select number.Value;

    [GeneratedRegex(@"\b(?:state|outcome|kind)\b(?: \+ 0)?\s*(?:=|<>|<=?|>=?|(?:NOT )?IN \()\s*\d")]
    private static partial Regex Compared();

    [GeneratedRegex(@"\b(?:state|outcome|kind)\s*=\s*CASE\b(?:(?!\bEND\b)[\s\S])*?\b(?:THEN|ELSE)\s+\d")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"CASE WHEN [?$]\d+\s*(?:=|<>|<=?|>=?)\s*\d")]
    private static partial Regex Bound();

    [GeneratedRegex(@"INSERT INTO \w+ \([^)]*\b(?:state|outcome|kind)\b[^)]*\)\s*(?:VALUES \(|SELECT )[^)]*?(?<![\w?$.{'*-])\d+(?=\s*[,)])")]
    private static partial Regex Inserted();
}
