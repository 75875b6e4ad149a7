using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqlitePageLimitTests() : PageLimitContract(new SqliteHarness());
