using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresCookieTests(PostgresServer server)
    : CookieContract(new PostgresHarness(server, nameof(PostgresCookieTests)));
