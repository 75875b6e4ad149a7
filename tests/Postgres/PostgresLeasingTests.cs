using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresLeasingTests(PostgresServer server)
    : LeasingContract(new PostgresHarness(server, nameof(PostgresLeasingTests)));
