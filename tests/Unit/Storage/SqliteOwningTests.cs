using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteOwningTests() : OwningContract(new SqliteHarness());
