using Orleans.Storage;

namespace Thresher.Grains.States;

/// <summary>A grain's state as its row holds it.</summary>
internal sealed class StoredBytes
{
    /// <summary>The row's payload; empty when there is none.</summary>
    public byte[] Bytes { get; init; } = [];

    /// <summary>Leaves the payload as it is: what it means is decided where the grain is known, see <see cref="JsonStateStorage"/>.</summary>
    public sealed class Serializer : IGrainStorageSerializer
    {
        /// <inheritdoc/>
        public BinaryData Serialize<T>(T? input) => new(((StoredBytes)(object)input!).Bytes);

        /// <inheritdoc/>
        public T? Deserialize<T>(BinaryData input) => (T)(object)new StoredBytes { Bytes = input.ToArray() };
    }
}
