using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteLeasingTests() : LeasingContract(new SqliteHarness());
