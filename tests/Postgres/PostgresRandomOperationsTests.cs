using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresRandomOperationsTests(PostgresServer server)
    : RandomOperationsContract(new PostgresHarness(server, nameof(PostgresRandomOperationsTests)));
