using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteAcceptingTests() : AcceptingContract(new SqliteHarness());
