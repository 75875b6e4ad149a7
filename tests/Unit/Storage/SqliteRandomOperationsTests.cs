using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteRandomOperationsTests() : RandomOperationsContract(new SqliteHarness());
