using System.Net;
using Thresher.Grains.Fetching;

namespace Thresher.Tests.Unit.Grains.Fetching;

/// <summary>One address of each kind; every address of the registries is judged where the conformance cases are.</summary>
public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("8.8.4.4")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:8.8.4.4")]
    [InlineData("64:ff9b::8.8.4.4")]
    public void IsPublic_AddressOfTheInternet_IsTrue(string address) => Assert.True(AddressGuard.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("127.8.9.10")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.0")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fc00::1")]
    [InlineData("fe80::1%1")]
    [InlineData("ff02::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:0a00:0001::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::10.0.0.1")]
    [InlineData("64:ff9b:1::8.8.4.4")]
    public void IsPublic_AddressOfThisNetwork_IsFalse(string address) => Assert.False(AddressGuard.IsPublic(IPAddress.Parse(address)));
}
