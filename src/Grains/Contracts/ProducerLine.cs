using Thresher.Storage.Rows;

namespace Thresher.Grains.Contracts;

/// <summary>One seed on its way from a producer, with the place it stands at.</summary>
/// <param name="Source">File, stdin, template or argument, for messages.</param>
/// <param name="Number">Line (or argument, or number in the template, or row), from 1.</param>
/// <param name="Text">As written; of what is not a seed at all its beginning.</param>
/// <param name="Problem">Why it is malformed whatever its text says, as the end of a sentence; null when it is to be seeded.</param>
/// <param name="After">The place behind it, from which to go on once it is acknowledged.</param>
public readonly record struct ProducerLine(string Source, long Number, string Text, string? Problem = null, SeedPosition After = default);
