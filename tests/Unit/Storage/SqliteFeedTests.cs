using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteFeedTests() : FeedContract(new SqliteHarness());
