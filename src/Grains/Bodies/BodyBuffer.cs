using System.Buffers;

namespace Thresher.Grains.Bodies;

/// <summary>Buffers of bodies: small ones from the pool; large ones are left to the collector, since the pool keeps dozens of each size.</summary>
internal static class BodyBuffer
{
    private const int LargestPooled = (int)BodyBudget.Small;

    /// <summary>A buffer of at least so many bytes.</summary>
    public static byte[] Rent(int length) =>
        length <= LargestPooled ? ArrayPool<byte>.Shared.Rent(length) : GC.AllocateUninitializedArray<byte>(length);

    /// <summary>Gives it back.</summary>
    public static void Return(byte[] buffer)
    {
        if (buffer.Length <= LargestPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
