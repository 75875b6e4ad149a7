using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Thresher.Jobs.Outcomes;
using Thresher.Storage.Rules;

namespace Thresher.Tests.Unit.Storage.Rules;

public sealed partial class StateNamesTests
{
    [Theory]
    [InlineData(typeof(UrlStates), typeof(UrlState))]
    [InlineData(typeof(CrawlStates), typeof(CrawlState))]
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
                   from Match number in StateNumber().Matches(File.ReadAllText(file))
                   select $"{Path.GetRelativePath(Repository.Root, file)}: {number.Value}";

        Assert.Empty(bare);
    }

    [GeneratedRegex(@"\bstate\b(?: \+ 0)?\s*(?:=|<>|<=?|>=?|(?:NOT )?IN \()\s*\d")]
    private static partial Regex StateNumber();
}
