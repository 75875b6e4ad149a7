using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage.Sqlite;

// Each part of the suite that both stores pass, on SQLite.
public sealed class SqliteAcceptingTests() : AcceptingContract(new SqliteHarness());

public sealed class SqliteCatalogTests() : CatalogContract(new SqliteHarness());

public sealed class SqliteChangeFeedTests() : ChangeFeedContract(new SqliteHarness());

public sealed class SqliteCompletingTests() : CompletingContract(new SqliteHarness());

public sealed class SqliteCookieTests() : CookieContract(new SqliteHarness());

public sealed class SqliteDepthTests() : DepthContract(new SqliteHarness());

public sealed class SqliteItemsTests() : ItemsContract(new SqliteHarness());

public sealed class SqliteLeasingTests() : LeasingContract(new SqliteHarness());

public sealed class SqliteMovingTests() : MovingContract(new SqliteHarness());

public sealed class SqliteOwningTests() : OwningContract(new SqliteHarness());

public sealed class SqlitePageLimitTests() : PageLimitContract(new SqliteHarness());

public sealed class SqliteQuietTests() : QuietContract(new SqliteHarness());

public sealed class SqliteRandomOperationsTests() : RandomOperationsContract(new SqliteHarness());

public sealed class SqliteReadingTests() : ReadingContract(new SqliteHarness());

public sealed class SqliteRefreshingTests() : RefreshingContract(new SqliteHarness());

public sealed class SqliteRereadingTests() : RereadingContract(new SqliteHarness());

public sealed class SqliteShapeTests() : ShapeContract(new SqliteHarness());

public sealed class SqliteSweepingTests() : SweepingContract(new SqliteHarness());

public sealed class SqliteUpgradingTests() : UpgradingContract(new SqliteHarness());

public sealed class SqliteVerifyingTests() : VerifyingContract(new SqliteHarness());
