using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresMovingTests(PostgresServer server)
    : MovingContract(new PostgresHarness(server, nameof(PostgresMovingTests)));
