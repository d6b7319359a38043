using System.Globalization;
using System.Text;
using System.Xml;

namespace Mainstay.Banking.Pain001;

/// <summary>
/// Writes a SEPA credit transfer initiation, one transfer after another, in memory that does not grow with their number.
/// Source: ISO 20022 pain.001.001.03 and .09; EPC132-08 (customer-to-bank implementation guidelines). No postal addresses: unstructured ones are refused since
/// November 2026, and none is needed inside the European Economic Area.
/// </summary>
internal sealed class Pain001Writer : IAsyncDisposable
{
    private const int NameLength = 70;
    private const int RemittanceLength = 140;

    private readonly XmlWriter _xml;
    private readonly Pain001Version _version;
    private readonly Pain001Message _message;
    private long _orders;
    private long _totalMinor;

    public Pain001Writer(Stream stream, Pain001Version version, Pain001Message message)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings { Async = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, CloseOutput = false });
        _version = version;
        _message = message;
    }

    private string Namespace => _version == Pain001Version.V03 ? "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03" : "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    /// <summary>Writes everything above the transfers.</summary>
    public async Task BeginAsync()
    {
        await _xml.WriteStartDocumentAsync();
        await OpenAsync("Document");
        await OpenAsync("CstmrCdtTrfInitn");
        await WriteGroupHeaderAsync();
        await OpenAsync("PmtInf");
        await ValueAsync("PmtInfId", _message.MessageId);
        await ValueAsync("PmtMtd", "TRF");
        await WriteTotalsAsync();
        await PathAsync("SEPA", "PmtTpInf", "SvcLvl", "Cd");
        await WriteExecutionDateAsync();
        await WriteDebtorAsync();
        await ValueAsync("ChrgBr", "SLEV");
    }

    public async Task AddAsync(CreditTransfer transfer)
    {
        _orders = checked(_orders + 1);
        _totalMinor = checked(_totalMinor + transfer.AmountMinor);
        await OpenAsync("CdtTrfTxInf");
        await PathAsync(transfer.EndToEndId, "PmtId", "EndToEndId");
        await OpenAsync("Amt");
        await OpenAsync("InstdAmt");
        await _xml.WriteAttributeStringAsync(null, "Ccy", null, "EUR");
        await _xml.WriteStringAsync(Amount(transfer.AmountMinor));
        await CloseAsync(2);
        await PathAsync(SepaText.Of(transfer.Name, NameLength), "Cdtr", "Nm");
        await PathAsync(transfer.Iban, "CdtrAcct", "Id", "IBAN");
        await PathAsync(SepaText.Of(transfer.Remittance, RemittanceLength), "RmtInf", "Ustrd");
        await CloseAsync(1);
    }

    /// <summary>Ends the message.</summary>
    /// <exception cref="InvalidOperationException">The transfers are not those that the head announced: the file must not leave the house.</exception>
    public async Task EndAsync()
    {
        if (_orders != _message.Orders || _totalMinor != _message.TotalMinor)
        {
            throw new InvalidOperationException($"Message {_message.MessageId} announces {_message.Orders} orders of {_message.TotalMinor} in all and holds {_orders} of {_totalMinor}.");
        }

        await CloseAsync(3);
        await _xml.WriteEndDocumentAsync();
        await _xml.FlushAsync();
    }

    public ValueTask DisposeAsync() => _xml.DisposeAsync();

    private async Task WriteGroupHeaderAsync()
    {
        await OpenAsync("GrpHdr");
        await ValueAsync("MsgId", _message.MessageId);
        await ValueAsync("CreDtTm", _message.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        await WriteTotalsAsync();
        await PathAsync(SepaText.Of(_message.Debtor.Name, NameLength), "InitgPty", "Nm");
        await CloseAsync(1);
    }

    private async Task WriteTotalsAsync()
    {
        await ValueAsync("NbOfTxs", _message.Orders.ToString(CultureInfo.InvariantCulture));
        await ValueAsync("CtrlSum", Amount(_message.TotalMinor));
    }

    private Task WriteExecutionDateAsync()
    {
        var day = _message.ExecuteOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return _version == Pain001Version.V03 ? ValueAsync("ReqdExctnDt", day) : PathAsync(day, "ReqdExctnDt", "Dt");
    }

    private async Task WriteDebtorAsync()
    {
        var debtor = _message.Debtor;
        await PathAsync(SepaText.Of(debtor.Name, NameLength), "Dbtr", "Nm");
        await PathAsync(debtor.Iban, "DbtrAcct", "Id", "IBAN");
        if (debtor.Bic is { } bic) await PathAsync(bic, "DbtrAgt", "FinInstnId", _version == Pain001Version.V03 ? "BIC" : "BICFI");
        else await PathAsync("NOTPROVIDED", "DbtrAgt", "FinInstnId", "Othr", "Id");
    }

    private async Task PathAsync(string value, params string[] elements)
    {
        foreach (var element in elements) await OpenAsync(element);
        await _xml.WriteStringAsync(value);
        await CloseAsync(elements.Length);
    }

    private Task ValueAsync(string element, string value) => _xml.WriteElementStringAsync(null, element, Namespace, value);

    private Task OpenAsync(string element) => _xml.WriteStartElementAsync(null, element, Namespace);

    private async Task CloseAsync(int elements)
    {
        for (var i = 0; i < elements; i++) await _xml.WriteEndElementAsync();
    }

    private static string Amount(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100}.{minor % 100:00}");
}
