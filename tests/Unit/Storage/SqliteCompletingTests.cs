using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteCompletingTests() : CompletingContract(new SqliteHarness());
