using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteVerifyingTests() : VerifyingContract(new SqliteHarness());
