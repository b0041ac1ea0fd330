"""The tables of the services, as `book` has them of the other procedures."""

from tests.procedures.book import Table

SERVICES: dict[str, Table] = {
    "home_cleaning": Table(
        "requested registered confirmed ordered done corrective_action closed cancelled",
        "closed cancelled",
        """
        register            | requested                                | registered        | front_desk
        name_time           | registered                               | same              | cleaning_lead
        call_back           | registered                               | confirmed         | front_desk
        write_order         | confirmed                                | ordered           | front_desk
        reschedule          | confirmed, ordered                       | same              | front_desk
        complete            | ordered                                  | done              | cleaning_lead
        complete            | corrective_action                        | done              | cleaning_lead
        charge_cash         | done                                     | same              | finance
        charge_bank         | done                                     | same              | finance
        record_follow_up    | done                                     | closed            | front_desk
        record_dissatisfied | done                                     | corrective_action | front_desk
        cancel              | requested, registered, confirmed, ordered | cancelled         | front_desk
        """,
    ),
    "home_repair": Table(
        "reported dispatched on_site waiting_parts done corrective_action closed cancelled",
        "closed cancelled",
        """
        dispatch            | reported                           | dispatched        | front_desk
        return              | dispatched                         | reported          | front_desk technician
        reschedule          | dispatched, waiting_parts          | same              | front_desk
        arrive              | dispatched                         | on_site           | technician:technician
        arrive              | waiting_parts                      | on_site           | technician:technician
        assess              | on_site                            | same              | technician:technician
        wait_for_parts      | on_site                            | waiting_parts     | technician:technician
        wait_for_parts      | waiting_parts                      | same              | technician:technician
        record_progress     | dispatched, on_site, waiting_parts | same              | front_desk
        complete            | on_site                            | done              | technician:technician
        complete            | corrective_action                  | done              | technician:technician
        charge_cash         | done                               | same              | finance
        charge_bank         | done                               | same              | finance
        record_follow_up    | done                               | closed            | front_desk
        record_dissatisfied | done                               | corrective_action | front_desk
        cancel              | reported                           | cancelled         | front_desk
        cancel              | dispatched, on_site, waiting_parts | cancelled         | front_desk technician
        """,
    ),
    "network_activation": Table(
        "draft verified awaiting_payment paid registered sent closed rejected withdrawn",
        "closed rejected withdrawn",
        """
        verify          | draft                             | verified         | front_desk
        request_payment | verified                          | awaiting_payment | front_desk
        record_payment  | awaiting_payment                  | paid             | finance
        enter           | paid                              | registered       | front_desk
        send            | registered                        | sent             | front_desk
        return          | sent                              | registered       | front_desk
        close           | sent                              | closed           | front_desk
        reject          | draft, verified                   | rejected         | front_desk
        withdraw        | draft, verified, awaiting_payment | withdrawn        | front_desk
        refund_fee      | paid, registered                  | withdrawn        | finance
        """,
    ),
    "utility_account": Table(
        "draft verified applied opened rejected withdrawn",
        "opened rejected withdrawn",
        """
        verify       | draft                    | verified  | front_desk
        submit       | verified                 | applied   | front_desk
        open_account | applied                  | opened    | front_desk
        return       | applied                  | verified  | front_desk
        reject       | draft, verified          | rejected  | front_desk
        withdraw     | draft, verified, applied | withdrawn | front_desk
        """,
    ),
    "move_in": Table(
        "requested preparing ready moved_in closed cancelled",
        "closed cancelled",
        """
        register            | requested                   | preparing | front_desk
        confirm_ready       | preparing                   | same      | cleaning_lead engineering_supervisor lobby_lead safety_supervisor
        finish_preparations | preparing                   | ready     | front_desk
        reschedule          | preparing                   | same      | front_desk
        return              | ready                       | preparing | front_desk
        move_in             | ready                       | moved_in  | front_desk
        order_service       | moved_in                    | same      | front_desk
        close               | moved_in                    | closed    | front_desk
        cancel              | requested, preparing, ready | cancelled | front_desk
        """,
    ),
    "move_out": Table(
        "requested scheduled inspecting repairing settling cleared closed cancelled",
        "closed cancelled",
        """
        schedule           | requested                                | scheduled  | front_desk
        reschedule         | scheduled, settling, cleared             | same       | front_desk
        work_out_arrears   | scheduled, settling                      | same       | finance
        send_memo          | scheduled                                | inspecting | front_desk
        send_memo          | scheduled                                | settling   | front_desk
        inspect_unit       | inspecting                               | settling   | engineering_supervisor
        inspect_unit       | inspecting                               | repairing  | engineering_supervisor
        complete           | repairing                                | inspecting | front_desk
        agree_compensation | repairing                                | settling   | front_desk
        record_payment     | settling                                 | same       | finance
        clear              | settling                                 | cleared    | finance
        start_release      | cleared                                  | same       | front_desk
        close              | cleared                                  | closed     | front_desk
        cancel             | requested, scheduled, inspecting, repairing, settling | cancelled  | front_desk
        """,
    ),
    "public_area_maintenance": Table(
        "planned notified secured working cleaned closed cancelled",
        "closed cancelled",
        """
        notify     | planned                    | notified  | engineering_supervisor front_desk
        secure     | notified                   | secured   | technician:technician
        start_work | secured                    | working   | technician:technician
        clean_up   | working                    | cleaned   | technician:technician
        close      | cleaned                    | closed    | engineering_supervisor
        return     | cleaned                    | working   | engineering_supervisor
        return     | notified, secured          | planned   | engineering_supervisor technician
        cancel     | planned, notified, secured | cancelled | engineering_supervisor front_desk
        """,
    ),
}
