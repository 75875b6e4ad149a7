namespace Thresher.Grains.Fetching;

/// <summary>A body in a rented buffer.</summary>
/// <param name="Buffer">Rented from <see cref="System.Buffers.ArrayPool{T}.Shared"/>.</param>
/// <param name="Length">Bytes of it that are the body's.</param>
/// <param name="Cut">Whether the body went on.</param>
internal readonly record struct BodyBytes(byte[] Buffer, int Length, bool Cut);
