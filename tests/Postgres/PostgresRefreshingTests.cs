using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresRefreshingTests(PostgresServer server)
    : RefreshingContract(new PostgresHarness(server, nameof(PostgresRefreshingTests)));
