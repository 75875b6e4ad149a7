using Thresher.TestWeb.Generation;
using Thresher.TestWeb.Ledger;

namespace Thresher.TestWeb.Behaviours;

/// <summary>Answers requests for pages of certain kinds.</summary>
internal interface IAnswer
{
    Task AnswerAsync(Exchange exchange, PagePlan page);
}
