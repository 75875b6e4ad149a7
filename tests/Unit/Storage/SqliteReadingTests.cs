using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteReadingTests() : ReadingContract(new SqliteHarness());
