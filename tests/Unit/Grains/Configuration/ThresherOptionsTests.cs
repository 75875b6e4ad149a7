using Thresher.Grains.Configuration;

namespace Thresher.Tests.Unit.Grains.Configuration;

public sealed class ThresherOptionsTests
{
    public static TheoryData<Action<ThresherOptions>, string> OutOfRange => new()
    {
        { options => options.InFlight = 0, "Thresher:InFlight is 0; give it 1 to 4096" },
        { options => options.InFlight = 4097, "Thresher:InFlight is 4097; give it 1 to 4096" },
        { options => options.ActiveDomains = -1, "Thresher:ActiveDomains is -1; give it 1 to 100000" },
        { options => options.Owner = " ", "Thresher:Owner is empty; give it a name that no other silo has" },
        { options => options.DomainLease = TimeSpan.FromMinutes(11), "Thresher:DomainLease is 00:11:00; give it 00:00:05 to 00:10:00" },
        { options => options.Heartbeat = TimeSpan.FromSeconds(11), "Thresher:Heartbeat is 00:00:11; give it 00:00:00.1000000 to 00:00:10" },
        { options => options.OwnershipTrust = TimeSpan.FromSeconds(1), "Thresher:OwnershipTrust is 00:00:01; give it 00:00:20 to 00:00:29.9000000" },
        { options => options.BodyMemory = 1, "Thresher:BodyMemory is 1; give it 16777216 to 68719476736" },
        { options => options.NameServers = ["10.0.0.53", "dns"], "Thresher:NameServers is 'dns'; give it addresses, IP or IP:PORT" },
        { options => options.ExtractorDirectory = "/no/such", "Thresher:ExtractorDirectory is '/no/such'; give it a directory that exists, or nothing" },
        { options => options.CommitBatch = 0, "Thresher:CommitBatch is 0; give it 1 to 10000" },
        { options => options.CommitBytes = 1, "Thresher:CommitBytes is 1; give it 65536 to 1073741824" },
        { options => options.PageTime = TimeSpan.FromSeconds(1), "Thresher:PageTime is 00:00:01; give it 00:00:02 to 00:10:00" },
        { options => options.ExtractorMemory = 1, "Thresher:ExtractorMemory is 1; give it 67108864 to 68719476736" },
        { options => options.CommitLinger = TimeSpan.FromSeconds(-1), "Thresher:CommitLinger is -00:00:01; give it 00:00:00 to 00:00:01" },
    };

    [Fact]
    public void Validate_Defaults_Succeeds() => Assert.True(Validate(_ => { }).Succeeded);

    [Fact]
    public void Validate_EndsOfTheRanges_Succeeds() => Assert.True(Validate(options =>
    {
        (options.InFlight, options.ActiveDomains, options.CommitBatch, options.CommitBytes) = (1, 100_000, 10_000, 64 * 1024);
        (options.DomainLease, options.Heartbeat, options.CommitLinger) = (TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2), TimeSpan.Zero);
        options.OwnershipTrust = TimeSpan.FromSeconds(4);
    }).Succeeded);

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_OneOutOfRange_NamesOptionValueAndRange(Action<ThresherOptions> change, string expected) =>
        Assert.Equal([expected], Validate(change).Failures);

    [Fact]
    public void Validate_SeveralOutOfRange_NamesEach() => Assert.Equal(2, Validate(options => options.InFlight = options.CommitBatch = 0).Failures!.Count());

    private static Microsoft.Extensions.Options.ValidateOptionsResult Validate(Action<ThresherOptions> change)
    {
        var options = new ThresherOptions();
        change(options);
        return new ThresherOptionsValidator().Validate(null, options);
    }
}
