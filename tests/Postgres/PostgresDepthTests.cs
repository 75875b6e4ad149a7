using Thresher.Tests.Contract;

namespace Thresher.Tests.Postgres;

public sealed class PostgresDepthTests(PostgresServer server)
    : DepthContract(new PostgresHarness(server, nameof(PostgresDepthTests)));
