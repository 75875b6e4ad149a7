using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresRereadingTests(PostgresServer server)
    : RereadingContract(new PostgresHarness(server, nameof(PostgresRereadingTests)));
