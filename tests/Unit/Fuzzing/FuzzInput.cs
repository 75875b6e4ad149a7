using CsCheck;

namespace Thresher.Tests.Unit.Fuzzing;

/// <summary>
/// Inputs made from the committed corpus: files of it, overwritten, cut, repeated and joined at random. Each run of the
/// tests takes a few hundred; THRESHER_FUZZ_SECONDS=600 runs each test for that long instead.
/// </summary>
internal static class FuzzInput
{
    private const int Short = 300;
    private const int MostRepeats = 40;
    private const int LargestInput = 256 * 1024;

    /// <summary>What a target may allocate whatever its input, and for each byte of it where it does not say otherwise.</summary>
    private const long FreeBytes = 16 * 1024 * 1024;
    private const int BytesPerByte = 100;

    private static readonly Gen<(int At, int Kind, byte[] Bytes)> Change = Gen.Select(Gen.Int[0, LargestInput], Gen.Int[0, 6], Gen.Byte.Array[0, 12]);

    /// <summary>How long each test takes new inputs; 0 for the short run.</summary>
    public static readonly int Seconds =
        int.TryParse(Environment.GetEnvironmentVariable("THRESHER_FUZZ_SECONDS"), out var seconds) ? seconds : 0;

    /// <summary>Runs a target on inputs of one corpus. It fails on an exception and on memory beyond what the input's size explains; a hang fails the run.</summary>
    /// <param name="corpus">The folder of its files.</param>
    /// <param name="target">What reads an input.</param>
    /// <param name="bytesPerByte">What it may allocate for each byte of the input.</param>
    /// <param name="lengthOf">The bytes that an input stands for, where it may be compressed; its own length without.</param>
    public static void Run(string corpus, Action<byte[]> target, int bytesPerByte = BytesPerByte, Func<byte[], long>? lengthOf = null)
    {
        var files = Corpus(corpus);
        Assert.All(files, Check);
        var inputs = Gen.Select(Gen.Int[0, files.Length - 1], Gen.Int[0, files.Length - 1], Change.Array[0, 8])
            .Select((first, second, changes) => Changed(files[first], files[second], changes));
        if (Seconds > 0)
        {
            inputs.Sample(Check, time: Seconds, threads: 1);
        }
        else
        {
            inputs.Sample(Check, iter: Short, threads: 1);
        }

        void Check(byte[] input)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            target(input);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            var length = lengthOf?.Invoke(input) ?? input.Length;
            Assert.True(allocated <= FreeBytes + (bytesPerByte * length), $"{allocated} bytes allocated for an input of {length}");
        }
    }

    private static byte[][] Corpus(string name)
    {
        var folder = new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Fuzzing", "Corpus", name));
        return [.. folder.GetFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => File.ReadAllBytes(file.FullName))];
    }

    private static byte[] Changed(byte[] first, byte[] second, (int At, int Kind, byte[] Bytes)[] changes)
    {
        var input = first;
        foreach (var (where, kind, bytes) in changes)
        {
            var at = input.Length == 0 ? 0 : where % input.Length;
            var length = Math.Min(bytes.Length, input.Length - at);
            input = kind switch
            {
                0 => [.. input[..at], .. bytes, .. input[(at + length)..]],
                1 => [.. input[..at], .. bytes, .. input[at..]],
                2 => [.. input[..at], .. input[(at + length)..]],
                3 => input[..at],
                4 => [.. input[..at], .. second],
                5 => [.. input[..at], .. Enumerable.Repeat(input[at..], 2 + (where % MostRepeats)).SelectMany(part => part).Take(LargestInput)],
                _ => [.. input[..at], .. input[at..].Select((b, i) => i < length ? (byte)(b ^ bytes[i]) : b)],
            };
        }

        return input.Length <= LargestInput ? input : input[..LargestInput];
    }
}
