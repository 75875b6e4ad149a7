using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteMovingTests() : MovingContract(new SqliteHarness());
