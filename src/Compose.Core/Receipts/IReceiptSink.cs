namespace Compose;

/// <summary>Takes the receipt of every operation, denials and failures among them. Called after the operation ended.</summary>
public interface IReceiptSink
{
    void Add(Receipt receipt);
}
