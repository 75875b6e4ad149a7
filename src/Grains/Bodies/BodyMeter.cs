namespace Thresher.Grains.Bodies;

/// <summary>What reading a body costs: the memory it reserves, and how fast it comes.</summary>
/// <param name="account">Its part of the silo's memory.</param>
/// <param name="pace">Its pace.</param>
internal sealed class BodyMeter(BodyAccount account, BodyPace pace)
{
    private long _kept;

    /// <summary>Whether it comes too slowly to be waited for; looked at once each <see cref="BodyPace.Interval"/>.</summary>
    public bool IsTooSlow() => pace.Look(account.IsShort);

    /// <summary>Waits until a buffer of so many bytes may be had, in place of the one before.</summary>
    public async ValueTask ReserveAsync(long bytes, CancellationToken cancellationToken)
    {
        var reserving = account.ReserveAsync(_kept + bytes, cancellationToken);
        if (!reserving.IsCompletedSuccessfully)
        {
            pace.Waits();
            try
            {
                await reserving;
            }
            finally
            {
                pace.Reads();
            }
        }
    }

    /// <summary>A buffer of so many bytes is kept beside the next.</summary>
    public void Keep(long bytes) => _kept += bytes;

    /// <summary>So many bytes have come.</summary>
    public void Came(int bytes) => pace.Came(bytes);
}
