using System.Net;
using Thresher.Grains.Resolving;

namespace Thresher.Tests.Unit.Grains.Resolving;

/// <summary>Who is asked for which name, against a name server of the test's own.</summary>
public sealed class MachineNamesTests : IDisposable
{
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("thresher-names-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Delete(recursive: true);

    [Fact]
    public async Task Query_KnownName_HasAddressAndLifetime()
    {
        await using var server = NameServer.Start(_ => NameReply.Loopback with { Lifetime = 77 });
        var answer = await QueryAsync([server.Address], "host.test");
        Assert.Equal((NameAnswerKind.Found, TimeSpan.FromSeconds(77)), (answer.Kind, answer.Lifetime));
        Assert.Equal([IPAddress.Loopback], answer.Addresses);
    }

    [Fact]
    public async Task Query_NameThatDoesNotExist_IsMissingAndNoOtherServerIsAsked()
    {
        await using var first = NameServer.Start(_ => NameReply.Missing);
        await using var second = NameServer.Start(_ => NameReply.Loopback);
        Assert.Equal(NameAnswerKind.Missing, (await QueryAsync([first.Address, second.Address], "no.test")).Kind);
        Assert.Empty(second.Asked);
    }

    [Fact]
    public async Task Query_NameWithoutAddresses_IsMissing()
    {
        await using var server = NameServer.Start(_ => new NameReply(0));
        Assert.Equal(NameAnswerKind.Missing, (await QueryAsync([server.Address], "empty.test")).Kind);
    }

    [Fact]
    public async Task Query_ServerThatFails_IsFollowedByTheNext()
    {
        await using var first = NameServer.Start(_ => NameReply.ServerFailure);
        await using var second = NameServer.Start(_ => NameReply.Loopback);
        Assert.Equal(NameAnswerKind.Found, (await QueryAsync([first.Address, second.Address], "host.test")).Kind);
        Assert.Equal(NameAnswerKind.Failed, (await QueryAsync([first.Address], "host.test")).Kind);
    }

    [Fact]
    public async Task Query_NameOfTheHostsFile_AsksNobody()
    {
        await using var server = NameServer.Start(_ => NameReply.Missing);
        var answer = await QueryAsync([server.Address], "listed.test", hosts: "# comment\n10.1.2.3 Listed.test listed\n10.1.2.4\tlisted.test # again\nnonsense\n");
        Assert.Equal([IPAddress.Parse("10.1.2.3"), IPAddress.Parse("10.1.2.4")], answer.Addresses);
        Assert.Empty(server.Asked);
    }

    [Theory]
    [InlineData("intranet")]
    [InlineData("printer.local")]
    public async Task Query_NameOnlyTheMachineCanKnow_IsAskedOfItsResolver(string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere the system is asked for every name");
        var asked = "";
        using var system = new SystemSource(host =>
        {
            asked = host;
            return [IPAddress.Loopback];
        });

        var answer = await QueryAsync([], name, resolver: "nameserver 127.0.0.1\n", system: system);

        Assert.Equal((NameAnswerKind.Found, name), (answer.Kind, asked));
    }

    [Fact]
    public async Task Query_NoNameServerConfigured_IsAskedOfTheMachinesResolver()
    {
        using var system = new SystemSource(_ => [IPAddress.Loopback]);
        Assert.Equal(NameAnswerKind.Found, (await QueryAsync([], "host.example", resolver: "", system: system)).Kind);
    }

    [Fact]
    public void Settings_OfResolvConf_AreRead()
    {
        var settings = ResolverSettings.Parse(
            ["# comment", "nameserver 192.0.2.1", "nameserver nonsense", "nameserver\t2001:db8::1", "search Corp.Example. lab.example", "options timeout:1 ndots:5 rotate"]);
        Assert.Equal(["192.0.2.1", "2001:db8::1"], settings.Servers.Select(server => server.Address));
        Assert.Equal(["svc.ns.corp.example", "svc.ns.lab.example"], settings.Completed("svc.ns"));
        Assert.Empty(settings.Completed("a.b.c.d.e.f"));
    }

    private async Task<NameAnswer> QueryAsync(string[] servers, string name, string hosts = "", string resolver = "", SystemSource? system = null)
    {
        var hostsFile = Path.Combine(_files.FullName, "hosts");
        var resolverFile = Path.Combine(_files.FullName, "resolv.conf");
        await File.WriteAllTextAsync(hostsFile, hosts, Cancellation);
        await File.WriteAllTextAsync(resolverFile, resolver, Cancellation);
        using var names = new MachineNames(servers, TimeProvider.System, hostsFile, resolverFile, system);
        return await names.QueryAsync(name, Cancellation);
    }
}
