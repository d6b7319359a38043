using System.Text;
using Mainstay.Banking.Orders;
using Mainstay.Banking.Outcomes;
using Mainstay.Contracts;
using Mainstay.Entities;
using Mainstay.Tests.Unit.Cashback;
using Mainstay.Tests.Unit.People;

namespace Mainstay.Tests.Unit.Banking;

using AnOrder = Story<PaymentOrder, PaymentOrderCommand, PaymentOrderEvent>;

public sealed class OutcomeTests
{
    private static readonly PaymentOrderName Name = new("p1", "o1");
    private static readonly PaymentOrderEvent.Ordered Ordered = new("p1", "o1", "anna", 1_000, "EUR", new Sealed<Creditor>("anna", new Creditor("IT60X0542811101000000123456", "Anna")), "r", "participant/x:anna");
    private static readonly PaymentOrderCommand.RecordExecution Paid = new(Given.Day("2021-02-10"), "CRO1");
    private static readonly PaymentOrderCommand.RecordFailure Refused = new("IBAN closed");
    private static readonly PaymentOrderEvent.Failed Failed = new(Name, "participant/x:anna", "IBAN closed");

    private static AnOrder Order(params PaymentOrderEvent[] given) => new AnOrder(PaymentOrder.Type, "p1:o1").Given(given);

    [Fact]
    public void What_the_bank_says_is_told_to_who_owes_it()
    {
        var paid = Order(Ordered).When(Paid).ThenStored(new PaymentOrderEvent.Executed(Name, "participant/x:anna", Given.Day("2021-02-10"), "CRO1"));
        Assert.Equal([new PostedMail(new EntityKey("participant/x:anna"), new PaymentSettled("p1", "o1", Given.Day("2021-02-10"), null))], paid.Mail);
        var failed = Order(Ordered).When(Refused).ThenStored(Failed);
        Assert.Equal([new PostedMail(new EntityKey("participant/x:anna"), new PaymentSettled("p1", "o1", null, "IBAN closed"))], failed.Mail);
    }

    [Fact]
    public void Said_twice_it_is_said_once_and_said_otherwise_the_first_word_stands()
    {
        Order(Ordered).When(Paid).Then(typeof(PaymentOrderEvent.Executed)).When(Paid).ThenNothing().When(Refused).ThenRefused("already-executed");
        Order(Ordered).When(Refused).Then(typeof(PaymentOrderEvent.Failed)).When(Refused).ThenNothing().When(Paid).ThenRefused("already-failed");
    }

    [Fact]
    public void An_order_that_another_stands_in_for_takes_no_outcome() =>
        Order(Ordered, Failed).When(new PaymentOrderCommand.Correct(new PaymentOrderName("p2", "o2"))).ThenStored(new PaymentOrderEvent.Corrected(new PaymentOrderName("p2", "o2")))
            .When(new PaymentOrderCommand.Correct(new PaymentOrderName("p2", "o2"))).ThenNothing()
            .When(Paid).ThenRefused("order-corrected").When(Refused).ThenRefused("order-corrected");

    [Fact]
    public void An_order_that_nobody_made_takes_no_outcome() => Order().When(Paid).ThenRefused("order-unknown").When(Refused).ThenRefused("order-unknown");

    [Theory]
    [InlineData("o1;OK;;CRO1;10/02/2021", typeof(PaymentOrderCommand.RecordExecution), null)]
    [InlineData("o1;ORDINE ESEGUITO;;;2021-02-10", typeof(PaymentOrderCommand.RecordExecution), null)]
    [InlineData("o1;ordine eseguito;;;", typeof(PaymentOrderCommand.RecordExecution), null)]
    [InlineData("o1;KO;IBAN closed;;", typeof(PaymentOrderCommand.RecordFailure), null)]
    [InlineData("o1;PRESA IN CARICO RIGETTATO;;;", typeof(PaymentOrderCommand.RecordFailure), null)]
    [InlineData("o1;MAYBE;;;", null, "result-unknown")]
    [InlineData("o1;;;;", null, "result-unknown")]
    [InlineData("o1;OK;;;30/02/2021", null, "date-invalid")]
    [InlineData("o1;OK;;12345678901234567890123456789012345;10/02/2021", typeof(PaymentOrderCommand.RecordExecution), null)]
    [InlineData("o1;OK;;123456789012345678901234567890123456;10/02/2021", null, "reference-too-long")]
    [InlineData("o1;OK;;;2/10/21", null, "date-invalid")]
    [InlineData("o1;OK;;", null, "format")]
    [InlineData("o1;OK;;;;", null, "format")]
    [InlineData(";OK;;;", null, "format")]
    [InlineData("\"o1\";\"OK\";\"\";\"C;1\";\"10/02/2021\"", typeof(PaymentOrderCommand.RecordExecution), null)]
    public async Task A_row_says_what_became_of_an_order(string row, Type? command, string? fault)
    {
        var read = Assert.Single(await ReadAsync(row));
        Assert.Equal((1, command, fault), (read.Row, read.Command?.GetType(), read.Fault));
    }

    [Theory]
    [InlineData("\uFEFFuniqueID;result;reason;CRO;date\r\no1;OK;;;\r\no2;KO;;;\r\n", 2)]
    [InlineData("o1;OK;;;\no2;KO;;;", 2)]
    [InlineData("\n\no1;OK;;;\n\n", 1)]
    [InlineData("uniqueID;result;reason;CRO;date", 0)]
    [InlineData("", 0)]
    public async Task A_heading_a_mark_and_any_ends_of_lines_are_welcome(string file, int rows) => Assert.Equal(rows, (await ReadAsync(file)).Count);

    [Fact]
    public async Task Nothing_is_read_after_a_row_that_is_too_long()
    {
        var rows = await ReadAsync("o1;OK;;;\no2;OK;" + new string('x', 10_000_000) + ";;\no3;OK;;;");
        Assert.Equal([null, "row-too-long"], rows.Select(row => row.Fault));
    }

    [Fact]
    public async Task Other_encodings_are_refused() => await Assert.ThrowsAsync<DecoderFallbackException>(() => ReadAsync([.. "o1;KO;"u8, 0xE9, .. ";;"u8]));

    private static Task<List<OutcomeRow>> ReadAsync(string file) => ReadAsync(Encoding.UTF8.GetBytes(file));

    private static async Task<List<OutcomeRow>> ReadAsync(byte[] file)
    {
        var rows = new List<OutcomeRow>();
        await foreach (var row in OutcomeFile.ReadAsync(new MemoryStream(file), Given.Day("2021-02-11"), TestContext.Current.CancellationToken)) rows.Add(row);
        return rows;
    }
}
