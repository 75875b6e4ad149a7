using System.Buffers;
using System.Text;

namespace Thresher.Web.Blocks;

/// <summary>
/// Tells a page from a block or a challenge that stands in its place. The marks of the common protections are in
/// <c>BlockMarks.json</c>, which says what a mark may name.
/// </summary>
public sealed class BlockMarks
{
    /// <summary>Bytes of a page with status 200 beyond which it is content, whatever is in it.</summary>
    public const int LargestPage = 24 * 1024;

    /// <summary>Bytes of a body with another status that are looked at.</summary>
    public const int LargestRefusal = 64 * 1024;

    private const int Ok = 200;

    private const int LinksOfContent = 12;

    private BlockMark[]? _read;
    private BlockMark[]? _ofPages;

    private BlockMarks(BlockMark[]? marks) => _read = marks;

    /// <summary>The marks of the common protections; they are read when a response first asks for them.</summary>
    public static BlockMarks Usual { get; } = new(null);

    /// <summary>All marks, in their order.</summary>
    public IReadOnlyList<BlockMark> All => Marks;

    private BlockMark[] Marks => _read ??= [.. ReadUsual()];

    private BlockMark[] OfPages => _ofPages ??= Array.FindAll(Marks, mark => mark.Takes(Ok) && !mark.IsOfHead);

    /// <summary>The usual marks behind those of a text in the form of <c>BlockMarks.json</c>.</summary>
    /// <exception cref="FormatException">It is not in that form: the place and what is wrong there.</exception>
    public static BlockMarks With(string text) => new([.. BlockMarkReader.Read(text), .. Usual.Marks]);

    /// <summary>The mark of a response that is not 200, by its status and headers alone; null for none.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="headers">The values of a header by its name; null for none.</param>
    public BlockMark? OfHead(int status, Func<string, string?> headers)
    {
        foreach (var mark in Marks)
        {
            if (mark.IsOfHead && mark.Takes(status) && mark.IsInHead(headers))
            {
                return mark;
            }
        }

        return null;
    }

    /// <summary>Whether the body of a response tells more.</summary>
    /// <param name="status">A status other than 200.</param>
    public bool WantsBody(int status)
    {
        foreach (var mark in Marks)
        {
            if (!mark.IsOfHead && mark.Takes(status))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The mark of a response by its body; null for none.</summary>
    /// <param name="status">Its status.</param>
    /// <param name="headers">The values of a header by its name; null for none.</param>
    /// <param name="body">The decoded body, or its beginning.</param>
    public BlockMark? OfBody(int status, Func<string, string?> headers, ReadOnlySpan<byte> body)
    {
        if (status == Ok && (body.Length > LargestPage || LeadsOn(body)))
        {
            return null;
        }

        body = body[..Math.Min(body.Length, LargestRefusal)];
        var buffer = ArrayPool<byte>.Shared.Rent(body.Length);
        try
        {
            var lower = buffer.AsSpan(0, body.Length);
            LowerCase.Write(body, lower);
            foreach (var mark in status == Ok ? OfPages : Marks)
            {
                if (!mark.IsOfHead && mark.Takes(status) && mark.IsInHead(headers) && mark.IsInBody(lower))
                {
                    return mark;
                }
            }

            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a page leads on as one of content does: by that most are known at their beginning, at hardly any cost.</summary>
    private static bool LeadsOn(ReadOnlySpan<byte> page)
    {
        for (var links = 0; page.IndexOf("<a "u8) is var at and >= 0; page = page[(at + 3)..])
        {
            if (++links == LinksOfContent)
            {
                return true;
            }
        }

        return false;
    }

    private static IReadOnlyList<BlockMark> ReadUsual()
    {
        using var stream = typeof(BlockMarks).Assembly.GetManifestResourceStream("Thresher.Web.Blocks.BlockMarks.json")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return BlockMarkReader.Read(reader.ReadToEnd());
    }
}
