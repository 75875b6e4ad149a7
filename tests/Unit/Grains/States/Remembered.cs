namespace Thresher.Tests.Unit.Grains.States;

/// <summary>A state with what states are made of.</summary>
public sealed class Remembered
{
    public long NotBefore { get; set; }

    public List<string> Names { get; set; } = [];

    public Dictionary<string, RememberedFile> Files { get; set; } = [];
}

public sealed class RememberedFile
{
    public int Access { get; set; }

    public byte[] Body { get; set; } = [];
}
