using Thresher.Tests.Contract;

namespace Thresher.Tests.Unit.Storage;

public sealed class SqliteItemsTests() : ItemsContract(new SqliteHarness());
