using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

// Each part of the suite that both stores pass, on PostgreSQL.
public sealed class PostgresAcceptingTests(PostgresServer server)
    : AcceptingContract(new PostgresHarness(server, nameof(PostgresAcceptingTests)));

public sealed class PostgresCatalogTests(PostgresServer server)
    : CatalogContract(new PostgresHarness(server, nameof(PostgresCatalogTests)));

public sealed class PostgresCompletingTests(PostgresServer server)
    : CompletingContract(new PostgresHarness(server, nameof(PostgresCompletingTests)));

public sealed class PostgresCookieTests(PostgresServer server)
    : CookieContract(new PostgresHarness(server, nameof(PostgresCookieTests)));

public sealed class PostgresDepthTests(PostgresServer server)
    : DepthContract(new PostgresHarness(server, nameof(PostgresDepthTests)));

public sealed class PostgresItemsTests(PostgresServer server)
    : ItemsContract(new PostgresHarness(server, nameof(PostgresItemsTests)));

public sealed class PostgresLeasingTests(PostgresServer server)
    : LeasingContract(new PostgresHarness(server, nameof(PostgresLeasingTests)));

public sealed class PostgresMovingTests(PostgresServer server)
    : MovingContract(new PostgresHarness(server, nameof(PostgresMovingTests)));

public sealed class PostgresOwningTests(PostgresServer server)
    : OwningContract(new PostgresHarness(server, nameof(PostgresOwningTests)));

public sealed class PostgresPageLimitTests(PostgresServer server)
    : PageLimitContract(new PostgresHarness(server, nameof(PostgresPageLimitTests)));

public sealed class PostgresQuietTests(PostgresServer server)
    : QuietContract(new PostgresHarness(server, nameof(PostgresQuietTests)));

public sealed class PostgresRandomOperationsTests(PostgresServer server)
    : RandomOperationsContract(new PostgresHarness(server, nameof(PostgresRandomOperationsTests)));

public sealed class PostgresReadingTests(PostgresServer server)
    : ReadingContract(new PostgresHarness(server, nameof(PostgresReadingTests)));

public sealed class PostgresRefreshingTests(PostgresServer server)
    : RefreshingContract(new PostgresHarness(server, nameof(PostgresRefreshingTests)));

public sealed class PostgresRereadingTests(PostgresServer server)
    : RereadingContract(new PostgresHarness(server, nameof(PostgresRereadingTests)));

public sealed class PostgresShapeTests(PostgresServer server)
    : ShapeContract(new PostgresHarness(server, nameof(PostgresShapeTests)));

public sealed class PostgresSweepingTests(PostgresServer server)
    : SweepingContract(new PostgresHarness(server, nameof(PostgresSweepingTests)));

public sealed class PostgresUpgradingTests(PostgresServer server)
    : UpgradingContract(new PostgresHarness(server, nameof(PostgresUpgradingTests)));

public sealed class PostgresVerifyingTests(PostgresServer server)
    : VerifyingContract(new PostgresHarness(server, nameof(PostgresVerifyingTests)));
