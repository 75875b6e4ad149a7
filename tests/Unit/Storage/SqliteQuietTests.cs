using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteQuietTests() : QuietContract(new SqliteHarness());
