namespace Compose;

/// <summary>
/// Takes the receipt of every operation, denials and failures among them. Called after the operation ended, or at once
/// for a denial, on the thread of the operation.
/// </summary>
public interface IReceiptSink
{
    void Add(Receipt receipt);
}
