using System.Buffers;
using System.Text;
using Thresher.Web.Idna;

namespace Thresher.Web.Urls;

/// <summary>The host parser of the URL Standard (section 3.5) for special schemes: domains, IPv4, bracketed IPv6.</summary>
internal static class HostParser
{
    /// <summary>Characters that need neither lower-casing nor a check, except for IPv4 addresses.</summary>
    public static readonly SearchValues<char> Clean = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    // Forbidden domain code points, as far as they are ASCII.
    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0x21).Select(c => (char)c), .. "#%/:<>?@[\\]^|\u007F"]);

    /// <summary>Appends the host in ASCII; false when it is not a host.</summary>
    public static bool TryAppend(ref CharBuffer output, scoped ReadOnlySpan<char> host)
    {
        if (host.IndexOfAnyExcept(Clean) < 0)
        {
            return TryAppendAscii(ref output, host);
        }

        if (host[0] == '[')
        {
            return host[^1] == ']' && IPv6Host.TryAppend(ref output, host[1..^1]);
        }

        if (host.Contains('%'))
        {
            return TryAppendDomain(ref output, PercentDecode(host));
        }

        return TryAppendDomain(ref output, host);
    }

    private static bool TryAppendDomain(ref CharBuffer output, scoped ReadOnlySpan<char> domain)
    {
        // All-ASCII names pass with any xn-- labels, as in browsers; only others go through UTS #46.
        if (Ascii.IsValid(domain))
        {
            return TryAppendAscii(ref output, domain);
        }

        var ascii = new CharBuffer(stackalloc char[256]);
        var done = Uts46.TryToAscii(domain, ref ascii) && TryAppendAscii(ref output, ascii.Written);
        ascii.Dispose();
        return done;
    }

    private static bool TryAppendAscii(ref CharBuffer output, scoped ReadOnlySpan<char> domain)
    {
        if (domain.IsEmpty || domain.ContainsAny(Forbidden))
        {
            return false;
        }

        if (IPv4Host.EndsInNumber(domain))
        {
            return IPv4Host.TryAppend(ref output, domain);
        }

        while (true)
        {
            var upper = domain.IndexOfAnyInRange('A', 'Z');
            if (upper < 0)
            {
                output.Append(domain);
                return true;
            }

            output.Append(domain[..upper]);
            output.Append((char)(domain[upper] | 0x20));
            domain = domain[(upper + 1)..];
        }
    }

    private static string PercentDecode(ReadOnlySpan<char> host)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(host)];
        Encoding.UTF8.GetBytes(host, bytes);
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '%' && i + 2 < bytes.Length
                && Convert.FromHexString(bytes.AsSpan(i + 1, 2), bytes.AsSpan(length, 1), out _, out _) == OperationStatus.Done)
            {
                length++;
                i += 2;
            }
            else
            {
                bytes[length++] = bytes[i];
            }
        }

        return Encoding.UTF8.GetString(bytes.AsSpan(0, length));
    }
}
