using Thresher.Web.Urls;

namespace Thresher.Storage.Rows;

/// <summary>How a <see cref="Hash128"/> travels between silos: <c>Web</c> knows nothing of Orleans.</summary>
[GenerateSerializer, Immutable, Alias("thresher.hash-surrogate")]
public readonly record struct Hash128Surrogate([property: Id(0)] ulong High, [property: Id(1)] ulong Low);

/// <summary>Converts between a hash and its surrogate.</summary>
[RegisterConverter]
public sealed class Hash128Converter : IConverter<Hash128, Hash128Surrogate>
{
    /// <inheritdoc/>
    public Hash128 ConvertFromSurrogate(in Hash128Surrogate surrogate) => new(surrogate.High, surrogate.Low);

    /// <inheritdoc/>
    public Hash128Surrogate ConvertToSurrogate(in Hash128 value) => new(value.High, value.Low);
}
