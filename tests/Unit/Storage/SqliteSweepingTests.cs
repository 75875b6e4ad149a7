using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteSweepingTests() : SweepingContract(new SqliteHarness());
