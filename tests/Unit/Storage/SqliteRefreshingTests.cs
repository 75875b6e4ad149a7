using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteRefreshingTests() : RefreshingContract(new SqliteHarness());
