using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage.Sqlite;

public sealed class SqliteSweepingTests() : SweepingContract(new SqliteHarness());
