using Thresher.Grains.Connections;
using Thresher.Storage;

namespace Thresher.Tests.Unit.Grains.Connections;

public sealed class ClusterCertificatesTests : IDisposable
{
    private readonly CertificateAuthority _authority = new("ours");
    private readonly CertificateAuthority _other = new("theirs");

    public void Dispose()
    {
        _authority.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void Believes_CertificateOfTheAuthority_AndNoOther()
    {
        var ours = ClusterCertificates.Read(_authority.Issue());
        Assert.True(ours.Believes(ClusterCertificates.Read(_authority.Issue()).Own));
        Assert.False(ours.Believes(ClusterCertificates.Read(_other.Issue()).Own));
        Assert.False(ours.Believes(null));
    }

    [Fact]
    public void Believes_BothAuthorities_WhileOneReplacesTheOther()
    {
        var directory = _authority.Issue();
        File.AppendAllText(Path.Combine(directory, ClusterCertificates.AuthorityFile), "\n" + _other.Pem);
        Assert.True(ClusterCertificates.Read(directory).Believes(ClusterCertificates.Read(_other.Issue()).Own));
    }

    [Theory]
    [InlineData(ClusterCertificates.CertificateFile)]
    [InlineData(ClusterCertificates.KeyFile)]
    [InlineData(ClusterCertificates.AuthorityFile)]
    public void Read_FileThatIsMissingOrNoPem_IsOneLineWithTheDirectory(string file)
    {
        var directory = _authority.Issue();
        File.WriteAllText(Path.Combine(directory, file), "no PEM");
        AssertRefused(directory, directory);
        File.Delete(Path.Combine(directory, file));
        AssertRefused(directory, directory);
    }

    [Fact]
    public void Read_KeyOfAnotherCertificate_IsRefused()
    {
        var directory = _authority.Issue();
        File.Copy(Path.Combine(_authority.Issue(), ClusterCertificates.KeyFile), Path.Combine(directory, ClusterCertificates.KeyFile), overwrite: true);
        AssertRefused(directory, directory);
    }

    [Fact]
    public void Read_CertificateThatNobodyWouldBelieve_IsRefused()
    {
        AssertRefused(_authority.Issue(until: -1), "cannot be used: ");
        var directory = _authority.Issue();
        File.WriteAllText(Path.Combine(directory, ClusterCertificates.AuthorityFile), _other.Pem);
        AssertRefused(directory, "cannot be used: ");
    }

    private static void AssertRefused(string directory, string text)
    {
        var failure = Assert.Throws<StoreException>(() => ClusterCertificates.Read(directory));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
