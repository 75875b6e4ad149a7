using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresPageLimitTests(PostgresServer server)
    : PageLimitContract(new PostgresHarness(server, nameof(PostgresPageLimitTests)));
