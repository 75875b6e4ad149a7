namespace Thresher.Grains.Bodies;

/// <summary>A body in a rented buffer.</summary>
/// <param name="Buffer">Rented from <see cref="BodyBuffer"/>.</param>
/// <param name="Length">Bytes of it that are the body's.</param>
/// <param name="Cut">Whether the body went on.</param>
internal readonly record struct BodyBytes(byte[] Buffer, int Length, bool Cut);
