using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresOwningTests(PostgresServer server)
    : OwningContract(new PostgresHarness(server, nameof(PostgresOwningTests)));
