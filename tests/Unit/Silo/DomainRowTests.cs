using System.Text.Json;
using Thresher.Silo.Board;
using Thresher.Silo.Http;
using Thresher.Storage.Rows;

namespace Thresher.Tests.Unit.Silo;

/// <summary>What stores write for "never" is not a time of day.</summary>
public sealed class DomainRowTests
{
    private const long Now = 1_800_000_000_000;

    [Theory]
    [InlineData(long.MaxValue, null)]
    [InlineData(0, null)]
    [InlineData(Now + 1000, Now + 1000)]
    public void Of_PausedHost_ShowsATimeOrNone(long wakeAt, long? shown)
    {
        var row = DomainRow.Of(new HostRow("a.example", 3, 0, 0, 0, 0, 0, 0, 0, 0, true, wakeAt, null), null, Now);
        Assert.Equal((shown, "paused"), (row.NotBefore, row.State));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Write_TimeBeyondAllTimes_IsADash(long time) =>
        Assert.Equal("–", CellFormat.Write(JsonSerializer.SerializeToElement(time), "time"));
}
