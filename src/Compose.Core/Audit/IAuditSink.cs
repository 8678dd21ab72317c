namespace Compose;

/// <summary>
/// The audit journal as operations see it: takes records one by one, in the order in which things happened. Called on
/// the thread of the operation; whether a journal that cannot be written stops the operation is the journal's decision,
/// which it takes by throwing a <see cref="ComposeException"/>.
/// </summary>
public interface IAuditSink
{
    void Append(AuditRecord record);
}
